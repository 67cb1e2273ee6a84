"""The law: pure, deterministic, standard library only; nothing here knows the present time."""
