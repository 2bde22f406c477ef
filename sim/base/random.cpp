#include "base/random.hpp"

#include <cmath>

namespace mailsim::base {
namespace {

double polynomial(double x, const double* coefficients, int count) {
    double value = 0;
    for (int i = 0; i < count; ++i) value = value * x + coefficients[i];
    return value;
}

}  // namespace

double exponential(double u, double mean) { return -mean * std::log1p(-u); }

// P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003);
// relative error below 1.15e-9. The coefficients are the published ones.
double normal(double u) {
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                               1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                               6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                               -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00, 1.0};
    constexpr double tail = 0.02425;
    if (u <= 0) u = 0x1.0p-54;
    if (u >= 1) u = 1 - 0x1.0p-53;
    if (u < tail) {
        double q = std::sqrt(-2 * std::log(u));
        return polynomial(q, c, 6) / polynomial(q, d, 5);
    }
    if (u > 1 - tail) {
        double q = std::sqrt(-2 * std::log1p(-u));
        return -polynomial(q, c, 6) / polynomial(q, d, 5);
    }
    double q = u - 0.5;
    double r = q * q;
    return polynomial(r, a, 6) * q / polynomial(r, b, 6);
}

double lognormal(double u, double median, double sigma) { return median * std::exp(sigma * normal(u)); }
double pareto(double u, double minimum, double alpha) { return minimum * std::pow(1 - u, -1 / alpha); }
double weibull(double u, double scale, double shape) { return scale * std::pow(-std::log1p(-u), 1 / shape); }

}  // namespace mailsim::base
