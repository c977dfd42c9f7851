"""Pure numerics on arrays: brokerage roles, constraint, quadratic diversity, ideal points, trees. Knows no country, no
date.
"""
