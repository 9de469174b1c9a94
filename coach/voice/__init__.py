"""Talks aloud: hearing, speaking and the session around one engine."""
