"""The cellar: settings, logging and embedded servers, none of which knows a case."""
