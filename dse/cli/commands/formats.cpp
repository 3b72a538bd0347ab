#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/formats_wanted.hpp"

#include <CLI/CLI.hpp>

namespace paretree::dse::cli {

namespace {

class Formats final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The formats whose accuracy a sweep needs, to be trained elsewhere";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree formats sweeps/ucf11.yaml --format csv > wanted.csv",
            "paretree formats sweeps/quickstart.yaml --format json"};
  }
  void declare(CLI::App& app) override {
    sweep_.declare(app);
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    results::Json list = results::Json::array();
    for (const WantedFormat& wanted : formats_wanted(problem)) {
      results::Json row = {{"format", wanted.id}};
      row["parameters"] = model_counts(wanted.half).parameters;
      row["model"] = wanted.half.json();
      list.push_back(std::move(row));
    }
    if (format_.json()) {
      print_json(list);
    } else {
      format_.print(table_of(list));
    }
    return done;
  }

 private:
  SweepOption sweep_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_formats();
std::unique_ptr<Command> make_command_formats() {
  return std::make_unique<Formats>();
}

}  // namespace paretree::dse::cli
