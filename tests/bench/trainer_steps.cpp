// Times whole training steps (weights, forward, backward, clipping, Adam) of three workloads, or
// writes everything that another implementation needs to repeat a training from the same start.
//
//   trainer_steps time WORKLOAD [STEPS]     milliseconds of CPU time per step, one per line
//   trainer_steps export WORKLOAD FOLDER    weights, inputs, labels, logits' loss and 60 losses
#include "results/json.hpp"
#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/flush_to_zero.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/trained_lstm.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace paretree;
using namespace paretree::tensor;

struct Workload {
  LstmShape shape;
  std::uint64_t batch = 64;
  Modes modes;
};

/// HT of rank 6 on a balanced tree; W_h is dense.
Workload workload(const std::string& name) {
  if (name == "a") {
    return {{28, 64, 28, 10}, 64, {.in = {4, 7}, .out = {16, 16}, .gate_mode = 0}};
  }
  if (name == "b") {
    return {{784, 64, 10, 10}, 64, {.in = {4, 7, 4, 7}, .out = {16, 4, 2, 2}, .gate_mode = 0}};
  }
  if (name == "c") {
    return {{57600, 256, 6, 11}, 16, {.in = {8, 20, 20, 18}, .out = {16, 4, 4, 4}, .gate_mode = 0}};
  }
  throw std::invalid_argument("a workload is a, b or c");
}

LayerFormat format_of(const Workload& work) {
  const DimensionTree tree = DimensionTree::balanced(work.modes.count());
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, 6);
  }
  return {Scope::input, {FormatKind::ht, work.modes, tree, EdgeRanks(std::move(ranks))}, 16};
}

class Batches {
 public:
  Batches(const Workload& work, std::size_t count) : work_(work) {
    RandomStream random(7, 99);
    const std::size_t length = work.shape.steps * work.shape.inputs;
    values_.resize(count * work.batch * length);
    for (float& value : values_) {
      value = 1.7320508F * random.symmetric();
    }
    for (std::size_t i = 0; i < count * work.batch; ++i) {
      labels_.push_back(static_cast<std::uint8_t>(random.below(work.shape.classes)));
    }
  }
  [[nodiscard]] std::vector<DecomposedLstm::Example> at(std::size_t number) const {
    const std::size_t length = work_.shape.steps * work_.shape.inputs;
    const std::size_t first = number * work_.batch % labels_.size();
    std::vector<DecomposedLstm::Example> examples;
    for (std::size_t i = first; i < first + work_.batch; ++i) {
      examples.push_back({values_.data() + i * length, labels_[i]});
    }
    return examples;
  }
  [[nodiscard]] const std::vector<float>& values() const { return values_; }
  [[nodiscard]] const std::vector<std::uint8_t>& labels() const { return labels_; }

 private:
  const Workload& work_;
  std::vector<float> values_;
  std::vector<std::uint8_t> labels_;
};

void time_steps(const std::string& name, int steps) {
  const Workload work = workload(name);
  const Batches batches(work, 2);
  const FlushToZero flush;
  DecomposedLstm lstm(work.shape, format_of(work), work.batch, kernels());
  lstm.initialise(1);
  for (int step = -2; step < steps; ++step) {
    const auto examples = batches.at(static_cast<std::size_t>(step + 2));
    const std::clock_t start = std::clock();
    static_cast<void>(lstm.loss_and_gradient(examples));
    lstm.descend(0.001, 5);
    if (step >= 0) {  // the first two take memory
      std::printf("%.4f\n", 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
  }
}

template <typename Number>
void save(const std::string& file, const std::vector<Number>& numbers) {
  std::ofstream stream(file, std::ios::binary);
  for (const Number number : numbers) {
    const auto value = static_cast<float>(number);
    char bytes[sizeof(float)];
    std::copy_n(static_cast<const char*>(static_cast<const void*>(&value)), sizeof value, bytes);
    stream.write(bytes, sizeof bytes);
  }
}

void export_training(const std::string& name, const std::string& folder) {
  const Workload work = workload(name);
  constexpr std::size_t steps = 60;
  const Batches batches(work, name == "c" ? 2 : 4);
  const FlushToZero flush;
  // Rounding to 16 bits is this program's own: 25 bits are what a float has.
  LayerFormat format = format_of(work);
  format.weight_bits = 25;
  DecomposedLstm lstm(work.shape, format, work.batch, kernels(), Executor::cheapest);
  lstm.initialise(1);
  const ParameterLayout& layout = lstm.layout();
  results::Json json;
  json["shape"] = {work.shape.inputs, work.shape.hidden, work.shape.steps, work.shape.classes};
  json["batch"] = work.batch;
  json["in"] = work.modes.in;
  json["out"] = work.modes.out;
  const LstmWeights weights = lstm_weights(layout, format, lstm.parameters());
  json["tree"] = results::Json::parse(weights.matrix.tree.text());
  json["cores"] = results::Json::array();
  for (std::size_t core = 0; core < weights.cores.cores.size(); ++core) {
    std::vector<std::uint64_t> extents;
    for (const Digit& digit : weights.cores.cores[core].digits) {
      extents.push_back(digit.size);
    }
    json["cores"].push_back({{"extents", extents},
                             {"modes", mode_list(weights.cores.cores[core].node)},
                             {"step_scale", layout.tensors[core].step_scale}});
    save(folder + "/core" + std::to_string(core) + ".f32", weights.cores.cores[core].values);
  }
  save(folder + "/hidden.f32", weights.hidden);
  save(folder + "/bias.f32", weights.bias);
  save(folder + "/classifier.f32", weights.classifier);
  save(folder + "/classifier_bias.f32", weights.classifier_bias);
  save(folder + "/inputs.f32", batches.values());
  std::vector<int> labels(batches.labels().begin(), batches.labels().end());
  save(folder + "/labels.f32", labels);
  save(folder + "/states.f32", lstm.last_states(batches.at(0)));
  const double rate = 0.002;
  json["learning_rate"] = rate;
  json["losses"] = results::Json::array();
  for (std::size_t step = 0; step < steps; ++step) {
    json["losses"].push_back(lstm.loss_and_gradient(batches.at(step)));
    lstm.descend(rate, 5);
  }
  std::ofstream(folder + "/training.json") << json.dump(1);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() >= 2 && words[0] == "time") {
      time_steps(words[1], words.size() > 2 ? std::stoi(words[2]) : 30);
    } else if (words.size() == 3 && words[0] == "export") {
      export_training(words[1], words[2]);
    } else {
      std::fputs("trainer_steps time a|b|c [STEPS] | export a|b|c FOLDER\n", stderr);
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
