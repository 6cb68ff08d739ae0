"""Two people of two sites with the same programme and day, and everything that anybody can see of their certificates.

Each surface is brought into a form without the certificate's own fields, by their exact values: what is left over and
differs is what tells the two apart.
"""
