"""Fields of heads and feet: on real papers (`real.py`) and on pages of words of many layouts
(`made.py`)."""
