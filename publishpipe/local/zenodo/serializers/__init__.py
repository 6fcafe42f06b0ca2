"""What is stored → what is answered: the old API's shapes, the native ones, the public ones.

Nothing here changes anything.
"""
