"""How much of what people say reaches the skill on an Echo: a matcher, and the figure."""
