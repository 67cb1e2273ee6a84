"""The law of joint supervision: what departments tell each other about a project or a company."""
