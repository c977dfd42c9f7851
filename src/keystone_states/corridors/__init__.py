"""Corridors: places and legs owned by states, routes over them, the transit game, and flows under capacity."""
