"""One turn of the skill: request to act, act to reply, reply to response."""
