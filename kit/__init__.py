"""The chassis of every service: no word of the domain stands here."""
