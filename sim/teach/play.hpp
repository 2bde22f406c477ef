// A trainee plays a drill: each typed line gives its output, nothing else happens. The same lines give the
// same outputs. Not here: the terminal, files of commands, progress.
#pragma once
#include "teach/grade.hpp"
#include "teach/talk.hpp"
#include "teach/wrap.hpp"

namespace mailsim::teach {

class Play {
  public:
    explicit Play(std::unique_ptr<Worlds> worlds) : worlds_(std::move(worlds)) {}
    static base::expected<std::unique_ptr<Play>, base::Problems> make(const Drill& drill);

    std::string opening() const;  // the ticket
    std::string command(const std::string& line);
    std::string prompt() const;  // "10:34 drill> "; within telnet ""
    bool talking() const { return talk_ != nullptr; }
    bool ended() const { return ended_; }
    bool solved() const { return solved_; }
    std::string hang_up();  // of telnet, when the person has no more to say
    void leave();           // the input is over
    Grade result();
    std::string ending();  // the grade and the story, as text
    const Played& played() const { return played_; }
    Worlds& worlds() { return *worlds_; }
    // What may stand where the last word of this line begins.
    std::vector<std::string> completions(const std::string& line);

  private:
    World& world() { return worlds_->sick(); }
    std::string run(const std::string& name, const Words& words, const std::string& line);
    std::string look(const Look& look, const Words& words, const std::string& line);
    std::string telnet(Words words, const std::string& line);
    std::string talk(const std::string& line);
    void end_talk();
    void note(const std::string& command, const std::string& text, int minutes);
    void pass(int minutes);

    // play_answers.cpp
    std::string send(const Words& words);
    std::string diagnose(const std::string& line);
    std::string remedy();
    std::string hand_over(const std::string& line);
    std::string close(Given& given);
    bool shows(const std::string& evidence, int fault);
    std::string telling_words(const Seen& seen, int fault);

    // play_help.cpp
    std::string help(const Words& words) const;
    std::string hint();
    std::string fault_list() const;
    std::string playbook_text() const;

    std::unique_ptr<Worlds> worlds_;
    Played played_;
    std::unique_ptr<Talk> talk_;
    std::string said_to_talk_, talk_text_;  // the conversation so far
    bool ended_ = false, solved_ = false;
};

// A playbook's page.
// For this customer, with names put in; null: for any.
std::string playbook_page(const Playbook& playbook, const Patient* patient = nullptr);

}  // namespace mailsim::teach
