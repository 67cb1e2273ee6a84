"""The room of administration: how the house does, accounts, rosters, bodies, words, versions, erasures and the record of it all."""
