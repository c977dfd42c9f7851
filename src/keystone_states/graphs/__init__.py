"""Pure numerics on arrays: brokerage roles, constraint, quadratic diversity, ideal points. Knows no country, no
date.
"""
