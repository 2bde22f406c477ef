// How large messages are, as a function of one uniform draw. Presets by name: measured-2002, modern,
// constant.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/parameter.hpp"
#include "base/units.hpp"

namespace mailsim::load {

struct Sizes {
    enum class Law : std::uint8_t { measured_2002, modern, constant };
    Law law = Law::modern;
    base::Bytes median{15000};       // modern: of the lognormal body
    double sigma = 1.8;              // modern
    base::Bytes tail_from{1000000};  // modern: a Pareto tail above
    double tail_alpha = 1.2;
    double spam_divisor = 6;  // a spam is the ham of the same draw divided by this; constant sizes are not
    base::Bytes least{300};
    base::Bytes most{10240000};
    base::Bytes fixed{10000};  // constant

    base::Bytes size(double u, bool spam) const;  // u in [0, 1). HOT

  private:
    double modern_size(double u) const;
};

std::span<const std::string_view> size_law_names();
Sizes::Law named_size_law(std::string_view name);  // name must be one of these
std::span<const base::Parameter> size_parameters();

}  // namespace mailsim::load
