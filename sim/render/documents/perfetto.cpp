// A trace in the Trace Event Format, which ui.perfetto.dev and chrome://tracing show: each node is a process,
// with one row for the steps, one for connections and one for each station where the message stayed.
#include <fmt/format.h>

#include <map>

#include "json/write.hpp"
#include "render/document.hpp"
#include "render/steps.hpp"

namespace mailsim::render {
namespace {

using json::Value;

double micros(base::Duration d) { return static_cast<double>(d.count()) / 1e3; }
double micros(base::Instant t) { return micros(t.time_since_epoch()); }

class Trace {
  public:
    explicit Trace(const View& view) : view_(view) {}
    Value write() {
        for (const Step& step : steps_of(view_.scene, view_.record, view_.stations)) add(step);
        sessions();
        return Value::object({{"displayTimeUnit", "ms"}, {"traceEvents", std::move(events_)}});
    }

  private:
    // The sender's own program has no node: process 0.
    std::uint32_t process(base::NodeId node) {
        std::uint32_t number = node.valid() ? node.value + 1 : 0;
        if (names_.emplace(number, 0).second)
            events_.push(
                Value::object({{"name", "process_name"},
                               {"ph", "M"},
                               {"pid", number},
                               {"tid", 0},
                               {"args", Value::object({{"name", node.valid() ? view_.scene.node(node).id
                                                                             : std::string("person")}})}}));
        return number;
    }
    std::uint32_t thread(std::uint32_t process, const std::string& name) {
        auto [at, added] = threads_.emplace(std::pair(process, name), 0);
        if (added) {
            at->second = ++names_[process];
            events_.push(Value::object({{"name", "thread_name"},
                                        {"ph", "M"},
                                        {"pid", process},
                                        {"tid", at->second},
                                        {"args", Value::object({{"name", name}})}}));
        }
        return at->second;
    }
    void complete(base::NodeId node, const std::string& row, const std::string& name, base::Instant from,
                  base::Duration length, Value args) {
        std::uint32_t p = process(node), t = thread(p, row);
        events_.push(Value::object({{"name", name},
                                    {"cat", "mail"},
                                    {"ph", "X"},
                                    {"ts", micros(from)},
                                    {"dur", micros(length)},
                                    {"pid", p},
                                    {"tid", t},
                                    {"args", std::move(args)}}));
    }
    void add(const Step& step) {
        std::uint32_t p = process(step.node), t = thread(p, "steps");
        std::string letter(1, static_cast<char>(step.letter));
        events_.push(
            Value::object({{"name", letter + ": " + step.what},
                           {"cat", "step"},
                           {"ph", "i"},
                           {"s", "t"},
                           {"ts", micros(step.at)},
                           {"pid", p},
                           {"tid", t},
                           {"args", Value::object({{"rule", step.rule}, {"stands_at", step.pointer}})}}));
        for (const Stay& stay : step.stays)
            complete(step.node, stay.what, stay.what, stay.from, stay.waited + stay.worked,
                     Value::object({{"waited_ms", base::seconds(stay.waited) * 1e3},
                                    {"worked_ms", base::seconds(stay.worked) * 1e3}}));
    }
    void sessions() {
        std::map<std::int64_t, const facts::Fact*> open;
        for (const facts::Fact& f : view_.record.facts) {
            if (f.kind == facts::Kind::opened && f.amount != 0) open[f.amount] = &f;
            auto found = f.kind == facts::Kind::closed ? open.find(f.amount) : open.end();
            if (found == open.end()) continue;
            const facts::Fact& o = *found->second;
            complete(o.node, "connections",
                     fmt::format("from {} on port {}",
                                 o.other.valid() ? view_.scene.node(o.other).id : "person", o.code),
                     o.at, f.at - o.at, Value::object({{"message", f.message.value}}));
        }
    }

    const View& view_;
    Value events_ = Value::array();
    std::map<std::uint32_t, std::uint32_t> names_;  // rows so far, by process
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> threads_;
};

}  // namespace

std::string perfetto(const View& view) { return json::pretty(Trace(view).write()); }

}  // namespace mailsim::render
