"""The inbox: what lies in it, a first look into files, the tables that come with it."""
