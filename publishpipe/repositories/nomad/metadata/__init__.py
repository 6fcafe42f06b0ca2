"""What NOMAD's metadata mean, and what of them the server holds. Pure: no request is made here."""
