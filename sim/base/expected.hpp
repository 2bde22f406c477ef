// Results that may be a failure, as ordinary values.
#pragma once
#include <tl/expected.hpp>

namespace mailsim::base {
template <class T, class E>
using expected = tl::expected<T, E>;
using tl::unexpected;
}  // namespace mailsim::base
