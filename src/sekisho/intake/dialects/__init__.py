"""How the brands of firewalls and routers write. One module each; none knows another."""
