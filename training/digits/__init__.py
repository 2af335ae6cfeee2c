"""The reader of written digits: how its strips are made and how it is trained."""
