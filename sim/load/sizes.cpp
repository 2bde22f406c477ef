#include "load/sizes.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"

namespace mailsim::load {
namespace {

using base::Mark;

// Share of messages up to a size, measured in 2002. Between two rows the logarithm of the size is even.
struct Row {
    double bytes, share;
};
constexpr double ki = 1024;
constexpr Row measured[] = {{2 * ki, .235},   {4 * ki, .492},    {8 * ki, .676},    {16 * ki, .796},
                            {32 * ki, .854},  {64 * ki, .905},   {128 * ki, .933},  {256 * ki, .957},
                            {512 * ki, .972}, {1024 * ki, .985}, {2048 * ki, .9996}};

double measured_size(double u, double least, double most) {
    Row low{least, 0};
    for (const Row& row : measured) {
        if (u < row.share)
            return low.bytes * std::pow(row.bytes / low.bytes, (u - low.share) / (row.share - low.share));
        low = row;
    }
    most = std::max(most, low.bytes);
    return low.bytes * std::pow(most / low.bytes, (u - low.share) / (1 - low.share));
}

// Normal distribution function.
double below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

constexpr std::string_view shape = "shape: Shah and Noble, Gomes et al.; values are assumptions";
constexpr base::Parameter rows[] = {
    {"sizes", "text", "", "modern", "modern, measured-2002, constant", "the law of message sizes",
     "measured-2002: freebsd-net 2002 as quoted by johannes.jakeapp.com", Mark::verified},
    {"size_median", "bytes", "KB", "15 KB", "above 0", "modern: median size of ham", shape, Mark::proposal},
    {"size_sigma", "number", "", "1.8", "at least 0",
     "modern: standard deviation of the logarithm of the size", shape, Mark::proposal},
    {"size_tail_from", "bytes", "MB", "1 MB", "above size_median", "modern: sizes above follow a Pareto law",
     shape, Mark::proposal},
    {"size_tail_alpha", "number", "", "1.2", "above 0", "modern: exponent of the Pareto law", shape,
     Mark::proposal},
    {"spam_size_divisor", "number", "", "6", "at least 1",
     "a spam is this much smaller than a ham (not for constant sizes)", "Gomes et al.: 6 to 8 times",
     Mark::verified},
    {"size_least", "bytes", "B", "300 B", "above 0", "no message is smaller", "assumption: a bare header",
     Mark::proposal},
    {"size_most", "bytes", "MB", "10240000 B", "at least size_least",
     "no message is larger: the limit of the site", "Postfix message_size_limit", Mark::verified},
    {"size_fixed", "bytes", "KB", "10 KB", "above 0", "constant: the size of every message", "assumption",
     Mark::proposal},
};
constexpr std::string_view names[] = {"measured-2002", "modern", "constant"};

}  // namespace

std::span<const base::Parameter> size_parameters() { return rows; }
std::span<const std::string_view> size_law_names() { return names; }

Sizes::Law named_size_law(std::string_view name) {
    auto found = std::find(std::begin(names), std::end(names), name);
    return static_cast<Sizes::Law>(found - std::begin(names));
}

double Sizes::modern_size(double u) const {
    auto from = static_cast<double>(tail_from.count);
    auto middle = static_cast<double>(median.count);
    double body = sigma > 0 ? below(std::log(from / middle) / sigma) : 1;
    if (u < body) return base::lognormal(u, middle, sigma);
    return base::pareto((u - body) / (1 - body), from, tail_alpha);
}

base::Bytes Sizes::size(double u, bool spam) const {
    if (law == Law::constant) return fixed;
    double bytes = law == Law::modern
                       ? modern_size(u)
                       : measured_size(u, static_cast<double>(least.count), static_cast<double>(most.count));
    if (spam) bytes /= spam_divisor;
    return {static_cast<std::int64_t>(
        std::clamp(bytes, static_cast<double>(least.count), static_cast<double>(most.count)))};
}

}  // namespace mailsim::load
