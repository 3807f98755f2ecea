"""`make run`: one command that starts, watches and stops every process of the product on one machine."""
