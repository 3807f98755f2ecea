"""How well the quality judge tells bots from people, on a synthetic corpus. See docs/surveys/quality.md."""
