// Counts every heap allocation of the test program.
#pragma once
#include <cstddef>
std::size_t allocations();
