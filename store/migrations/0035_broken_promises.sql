-- What a fact says of a promise that was broken or moved has changed: all facts are made anew.
DELETE FROM folded;
