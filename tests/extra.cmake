# Tests of the whole program and of the tree: added here one line each.
