#include "queue/jobs.hpp"

#include <algorithm>
#include <cassert>

namespace mailsim::queue {
namespace {

constexpr std::int64_t gap = 1 << 24;  // between the labels of two jobs that came one after the other
constexpr std::int64_t parts = 1024;   // of what is left, a job put between two takes one

}  // namespace

JobId Jobs::open(base::Instant queued, bool lasting) {
    std::uint32_t number = free_;
    if (number == none) {
        number = static_cast<std::uint32_t>(jobs_.size());
        jobs_.emplace_back();
    } else {
        free_ = jobs_[number].next;
    }
    Job& job = jobs_[number] = Job{};
    job.queued = queued;
    job.lasting = lasting;
    return {number};
}

void Jobs::give(std::uint32_t number) {
    jobs_[number].next = free_;
    free_ = number;
}

void Jobs::close(JobId job) {
    assert(jobs_[job.index()].waiting == 0);
    leave_order(job.value);
    give(job.value);
}

void Jobs::more(JobId id, std::uint32_t unread) {
    Job& job = jobs_[id.index()];
    if (!job.listed) append(id.value);
    ++job.waiting;
    ++job.entries;
    job.unread = unread;
    look_again();
}

// Each delivery earns the job a part of a slot, by which it may be overtaken later.
void Jobs::selected(JobId id) {
    Job& job = jobs_[id.index()];
    ++job.started;
    ++job.available;
    ++job.used;
    if (cached_for_ != id.value) look_again();
    one_less(id.value);
}

void Jobs::taken_back(JobId id) {
    --jobs_[id.index()].entries;
    one_less(id.value);
}

void Jobs::one_less(std::uint32_t number) {
    Job& job = jobs_[number];
    if (--job.waiting > 0) return;
    if (job.unread == 0) leave_order(number);
    if (!job.lasting) {
        leave_order(number);
        give(number);
    }
}

void Jobs::leave_order(std::uint32_t number) {
    if (!jobs_[number].listed) return;
    leave_stack(number);
    unlink(number);
}

void Jobs::append(std::uint32_t number) {
    Job& job = jobs_[number];
    job.label = last_label_ += gap;
    job.previous = last_;
    job.next = none;
    (last_ == none ? first_ : jobs_[last_].next) = number;
    last_ = number;
    job.listed = true;
}

void Jobs::unlink(std::uint32_t number) {
    Job& job = jobs_[number];
    (job.previous == none ? first_ : jobs_[job.previous].next) = job.next;
    (job.next == none ? last_ : jobs_[job.next].previous) = job.previous;
    job.listed = false;
    if (number == cached_for_ || number == cached_) look_again();
}

// Whole seconds, as Postfix counts them; who came this second has waited one.
double Jobs::waited(const Job& job, base::Instant now) {
    using std::chrono::floor, std::chrono::seconds;
    return static_cast<double>((floor<seconds>(now) - floor<seconds>(job.queued)).count() + 1);
}

bool Jobs::affordable(const Job& current, const Job& other) const {
    double slots = static_cast<double>(current.available / rules_.cost + rules_.loan);
    return slots >= other.needs() * ((100 - rules_.discount) / 100.0);
}

void Jobs::put_before(std::uint32_t number, std::uint32_t current) {
    leave_stack(number);
    unlink(number);
    Job& job = jobs_[number];
    Job& parent = jobs_[current];
    auto label_before = [&] {
        return parent.previous == none ? parent.label - gap : jobs_[parent.previous].label;
    };
    if (parent.label - label_before() < 2) spread_labels();
    std::int64_t low = label_before();
    job.label = low + std::max<std::int64_t>(1, (parent.label - low) / parts);
    job.previous = parent.previous;
    job.next = current;
    (job.previous == none ? first_ : jobs_[job.previous].next) = number;
    parent.previous = number;
    job.listed = true;
    job.parent = current;
    job.younger = parent.child;
    if (parent.child != none) jobs_[parent.child].elder = number;
    parent.child = number;
    job.level = parent.level + 1;
    parent.available -= std::int64_t{job.needs()} * rules_.cost;
    job.used = -std::int64_t{job.needs()};
    look_again();
}

// Its account with the parent is settled, and the parent, if any, takes over its children. Those of a parent
// that is gone owe nothing to anybody.
void Jobs::leave_stack(std::uint32_t number) {
    Job& job = jobs_[number];
    if (job.parent != none) {
        Job& parent = jobs_[job.parent];
        if (job.level == parent.level + 1) parent.available -= job.used * rules_.cost;
        (job.elder == none ? parent.child : jobs_[job.elder].younger) = job.younger;
        if (job.younger != none) jobs_[job.younger].elder = job.elder;
    }
    while (job.child != none) {
        std::uint32_t orphan = job.child;
        job.child = jobs_[orphan].younger;
        Job& child = jobs_[orphan];
        child.parent = job.parent;
        child.elder = child.younger = none;
        if (job.parent == none) continue;
        Job& parent = jobs_[job.parent];
        child.younger = parent.child;
        if (parent.child != none) jobs_[parent.child].elder = orphan;
        parent.child = orphan;
    }
    job.parent = job.elder = job.younger = none;
    job.level = 0;
    look_again();
}

// The order stays; between any two there is room again.
void Jobs::spread_labels() {
    last_label_ = 0;
    for (std::uint32_t i = first_; i != none; i = jobs_[i].next) jobs_[i].label = last_label_ += gap;
}

}  // namespace mailsim::queue
