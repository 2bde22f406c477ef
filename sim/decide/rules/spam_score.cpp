// A scanner that adds up points, as rspamd and SpamAssassin do: a message far above the bounds is refused,
// one a little above is held back for a person to look at. The points of a message are drawn, by message,
// around what spam and wanted mail get on average: the bounds trade spam that passes against wanted mail that
// is lost.
#include <cmath>

#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { reject_at, quarantine_at, spam_mean, ham_mean, deviation };
constexpr base::Parameter rows[] = {
    {"reject_at", "number", "points", "15", "above -1000", "from how many points on a message is refused",
     "rspamd actions.conf: reject = 15", base::Mark::background},
    {"quarantine_at", "number", "points", "6", "above -1000", "from how many points on it is held back",
     "rspamd actions.conf: add_header = 6", base::Mark::background},
    {"spam_mean", "number", "points", "14", "-1000 to 1000", "what spam gets on average",
     "no figure known; our assumption", base::Mark::proposal},
    {"ham_mean", "number", "points", "0", "-1000 to 1000", "what wanted mail gets on average",
     "no figure known; our assumption", base::Mark::proposal},
    {"deviation", "number", "points", "3", "0 to 1000",
     "how far single messages lie from it (standard deviation)", "no figure known; our assumption",
     base::Mark::proposal},
};

// Of the standard normal distribution (Acklam's approximation for the middle, within 1e-9 of it there; the
// tails by its other branch).
double normal_quantile(double p) {
    constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                            1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                            6.680131188771972e+01, -1.328068155288572e+01};
    constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                            -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                            3.754408661907416e+00};
    p = std::min(std::max(p, 1e-12), 1 - 1e-12);
    if (p > 0.97575) return -normal_quantile(1 - p);
    if (p < 0.02425) {
        double q = std::sqrt(-2 * std::log(p));
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    }
    double q = p - 0.5, r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double points(const View& view, const estate::Setting& setting, const Transaction& t) {
    double mean = setting.values[t.spam ? spam_mean : ham_mean].number;
    double drawn = view.draws ? view.draws->uniform(t.key, base::Purpose::scan) : 0.5;
    return mean + setting.values[deviation].number * normal_quantile(drawn);
}

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage, const Client&, const Transaction& t, Cost& cost) {
    cost += Cost::of(node.demands[static_cast<std::size_t>(estate::Operation::content_scan)], t.size);
    double score = points(view, setting, t);
    if (score >= setting.values[reject_at].number)
        return refuse(554, {5, 7, 1}, "Message rejected: spam score too high");
    if (score < setting.values[quarantine_at].number) return std::nullopt;
    Verdict held;
    held.reply = {250, {2, 0, 0}, "Ok"};
    held.action = Action::quarantine;
    return held;
}

}  // namespace

const Rule spam_score{"spam_score",
                      at(Stage::data),
                      facts::Step::incoming_rules,
                      facts::Step::outgoing_rules,
                      "how many points does the scanner give?",
                      "few enough",
                      "gives each message points: many are refused, some are held for a person to look at",
                      rows,
                      judge};

}  // namespace mailsim::decide::rules
