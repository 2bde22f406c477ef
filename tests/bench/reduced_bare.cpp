// The reduced model on a hand-written calendar: a binary heap of (date, number, message, step) and a switch.
// No coroutines, no failure, no statistics, first-come-first-served processors: the practical limit.
#include <queue>
#include <vector>

#include "reduced.hpp"

namespace {

using std::int64_t;

struct Event {
    int64_t at;
    std::uint64_t number;
    std::uint32_t message;
    bool operator>(const Event& other) const {
        return at != other.at ? at > other.at : number > other.number;
    }
};

struct Message {
    int64_t start;
    int hop, step, left;
};

struct Processor {
    int free = reduced::cores;
    std::vector<std::uint32_t> queue;  // a ring would do; the queue is short
    std::size_t head = 0;
};

class Model {
  public:
    explicit Model(const reduced::Arguments& arguments) : arguments_(arguments) {}

    void run() {
        arrive();
        while (!events_.empty()) {
            const Event event = events_.top();
            events_.pop();
            now_ = event.at;
            if (event.message == arrival) {
                start_message();
                arrive();
            } else {
                go_on(event.message);
            }
        }
    }
    reduced::Report report;

  private:
    static constexpr std::uint32_t arrival = 0xffffffff;
    enum Step { trips, first_use, transfer, second_use, write, end };

    void after(reduced::Duration length, std::uint32_t message) {
        events_.push({now_ + length.count(), number_++, message});
    }
    void arrive() {
        if (arrived_ < arguments_.messages) after(arguments_.gap(arrived_++), arrival);
    }
    void start_message() {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(messages_.size()));
            messages_.emplace_back();
        }
        const auto message = free_.back();
        free_.pop_back();
        messages_[message] = {now_, 0, trips, arguments_.lumped ? 1 : reduced::round_trips};
        begin(message);
    }
    void use(std::uint32_t message, Processor& processor) {
        if (processor.free > 0) {
            --processor.free;
            after(reduced::demand, message);
        } else {
            processor.queue.push_back(message);
        }
    }
    void release(Processor& processor) {
        if (processor.head == processor.queue.size()) {
            ++processor.free;
            return;
        }
        after(reduced::demand, processor.queue[processor.head++]);
        if (processor.head == processor.queue.size()) processor.queue.clear(), processor.head = 0;
    }
    void begin(std::uint32_t index) {
        Message& message = messages_[index];
        switch (message.step) {
            case trips:
                return after(
                    arguments_.lumped ? reduced::round_trip * reduced::round_trips : reduced::round_trip,
                    index);
            case first_use:
            case second_use: return use(index, processors_[message.hop]);
            case transfer: return after(transfer_time, index);
            case write: {
                int64_t& free_at = disks_[message.hop];
                free_at = std::max(free_at, now_) + write_time.count();
                return after(reduced::Duration{free_at - now_}, index);
            }
        }
    }
    void go_on(std::uint32_t index) {
        Message& message = messages_[index];
        ++report.waits;
        if (message.step == first_use || message.step == second_use) release(processors_[message.hop]);
        if (message.step == trips && --message.left > 0) return begin(index);
        if (++message.step == end) {
            message.step = trips;
            message.left = arguments_.lumped ? 1 : reduced::round_trips;
            if (++message.hop == reduced::hops) {
                report.message_ended(static_cast<double>(now_ - message.start) * 1e-9);
                free_.push_back(index);
                return;
            }
        }
        begin(index);
    }

    static constexpr reduced::Duration transfer_time =
        reduced::latency + mailsim::base::from_seconds(reduced::size / reduced::link_rate);
    static constexpr reduced::Duration write_time =
        reduced::disk_operation + mailsim::base::from_seconds(reduced::size / reduced::disk_rate);

    const reduced::Arguments& arguments_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    int64_t now_ = 0;
    std::uint64_t number_ = 0, arrived_ = 0;
    std::vector<Message> messages_;
    std::vector<std::uint32_t> free_;
    Processor processors_[reduced::hops];
    int64_t disks_[reduced::hops] = {};
};

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = reduced::arguments(argc, argv);
    Model model(arguments);
    model.run();
    model.report.print("bare");
}
