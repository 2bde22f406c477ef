// Which deliveries wait, in what order they start: destinations.hpp's lists.
#include <algorithm>

#include "queue/destinations.hpp"

namespace mailsim::queue {

std::uint32_t Destinations::new_node(std::uint32_t delivery, std::uint32_t destination, JobId job) {
    std::uint32_t number = free_node_;
    if (number == none) {
        number = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
    } else {
        free_node_ = nodes_[number].next;
    }
    Node& node = nodes_[number] = Node{delivery, destination, job, none, none, none, none};
    std::uint32_t& first = jobs_.first_node(job);
    node.next_of_job = first;
    if (first != none) nodes_[first].previous_of_job = number;
    first = number;
    return number;
}

std::uint32_t Destinations::give(std::uint32_t number) {
    nodes_[number].next = free_node_;
    free_node_ = number;
    return nodes_[number].delivery;
}

// Nearly always last. A message whose recipients come into memory little by little, or one that overtakes,
// belongs near the head.
void Destinations::insert(std::uint32_t number) {
    Node& node = nodes_[number];
    State& at = states_[node.destination];
    std::uint32_t behind = none;
    if (at.last != none && jobs_.before(node.job, nodes_[at.last].job)) {
        behind = at.first;
        while (!jobs_.before(node.job, nodes_[behind].job)) behind = nodes_[behind].next;
    }
    node.next = behind;
    node.previous = behind == none ? at.last : nodes_[behind].previous;
    (node.previous == none ? at.first : nodes_[node.previous].next) = number;
    (behind == none ? at.last : nodes_[behind].previous) = number;
}

void Destinations::unhook(std::uint32_t number) {
    const Node& node = nodes_[number];
    State& at = states_[node.destination];
    (node.previous == none ? at.first : nodes_[node.previous].next) = node.next;
    (node.next == none ? at.last : nodes_[node.next].previous) = node.previous;
}

void Destinations::take_out(std::uint32_t number) {
    unhook(number);
    const Node& node = nodes_[number];
    (node.previous_of_job == none ? jobs_.first_node(node.job) : nodes_[node.previous_of_job].next_of_job) =
        node.next_of_job;
    if (node.next_of_job != none) nodes_[node.next_of_job].previous_of_job = node.previous_of_job;
}

bool Destinations::may_start(JobId job) {
    for (std::uint32_t i = jobs_.first_node(job); i != none; i = nodes_[i].next_of_job)
        if (states_[nodes_[i].destination].place != none) return true;
    return false;
}

// The message whose turn it is may be one that another goes before.
void Destinations::overtake(base::Instant now) {
    JobId current = nodes_[states_[ready_[0]].first].job;
    auto other = jobs_.overtakes(current, now, [this](JobId job) { return may_start(job); });
    if (!other) return;
    std::uint32_t oldest = none;
    for (std::uint32_t i = jobs_.first_node(*other); i != none; i = nodes_[i].next_of_job) {
        unhook(i);
        oldest = i;
    }
    for (std::uint32_t i = oldest; i != none; i = nodes_[i].previous_of_job) insert(i);
    // Several may have changed at once: a single one cannot be moved among them.
    std::make_heap(ready_.begin(), ready_.end(),
                   [this](std::uint32_t a, std::uint32_t b) { return goes_first(b, a); });
    for (std::uint32_t i = 0; i < ready_.size(); ++i) states_[ready_[i]].place = i;
}

void Destinations::update_ready(std::uint32_t destination) {
    State& of = states_[destination];
    bool ready = !of.is_dead && !of.rests && of.waiting > 0 && of.busy < of.window;
    if (ready) {
        if (of.place == none) {
            jobs_.look_again();
            of.place = static_cast<std::uint32_t>(ready_.size());
            ready_.push_back(destination);
        }
        sift(of.place);
    } else if (of.place != none) {
        std::uint32_t hole = of.place, last = ready_.back();
        of.place = none;
        ready_.pop_back();
        if (last == destination) return;
        put(hole, last);
        sift(hole);
    }
}

bool Destinations::goes_first(std::uint32_t a, std::uint32_t b) const {
    const State &x = states_[a], &y = states_[b];
    JobId of_x = nodes_[x.first].job, of_y = nodes_[y.first].job;
    return of_x == of_y ? x.turn < y.turn : jobs_.before(of_x, of_y);
}

void Destinations::put(std::uint32_t place, std::uint32_t destination) {
    ready_[place] = destination;
    states_[destination].place = place;
}

// Moves the destination at `place` up or down to where it belongs.
void Destinations::sift(std::uint32_t place) {
    std::uint32_t number = ready_[place];
    for (; place > 0 && goes_first(number, ready_[(place - 1) / 2]); place = (place - 1) / 2)
        put(place, ready_[(place - 1) / 2]);
    for (std::size_t child; (child = std::size_t{place} * 2 + 1) < ready_.size();
         place = static_cast<std::uint32_t>(child)) {
        if (child + 1 < ready_.size() && goes_first(ready_[child + 1], ready_[child])) ++child;
        if (!goes_first(ready_[child], number)) break;
        put(place, ready_[child]);
    }
    put(place, number);
}

}  // namespace mailsim::queue
