"""The counters of figures: what was counted, of what, which cases stand behind it, and what two people took out."""
