"""What the crowd wants, with honest numbers: a columnar copy of the designs, take rates, pairs, favourites, exports."""
