"""A stand-in of CrypRQ: two nodes that shake hands and rotate, their hosts, and a build machine."""
