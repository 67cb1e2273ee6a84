"""The counters: JSON for machines, one page for people, and the gateway to the promises."""
