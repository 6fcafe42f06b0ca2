"""From what is wanted, recorded and seen to the steps. Pure: no request, file or clock is known here."""
