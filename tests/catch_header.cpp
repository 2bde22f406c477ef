// Carries the precompiled header: catch_main.cpp cannot, since it defines what the header leaves out.
#include <catch2/catch.hpp>
