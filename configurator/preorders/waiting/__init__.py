"""The waiting list of an edition that is sold out: places that only get better, and timed offers of units."""
