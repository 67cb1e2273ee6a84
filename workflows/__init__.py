"""The promises: durable workflows that outlive every process, and the machinery they share."""
