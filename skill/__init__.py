"""The Alexa voice of Cramp Helper: requests to acts, replies to speech, over Lambda or HTTP.

It decides nothing about health; every answer comes from `cramp_triage`.
"""
