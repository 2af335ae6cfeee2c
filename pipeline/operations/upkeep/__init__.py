"""An archive made, copied, told of; and the machine that it needs."""
