// Times whole training steps (weights, forward, backward, clipping, Adam) of three workloads, or
// writes everything that another implementation needs to repeat a training from the same start.
//
//   trainer_steps time WORKLOAD [STEPS [RANK]]
//     milliseconds of CPU time per step, one per line
//   trainer_steps export WORKLOAD FOLDER    weights, inputs, labels, logits' loss and 60 losses
//   trainer_steps product WORKLOAD ROUNDS FOLDER
//     the decomposed matrix times the inputs of one batch alone: weights, inputs and products in
//     FOLDER; milliseconds of CPU time, the merging of weights included, one line a round
//   trainer_steps gemm ROWS INNER COLS      GFLOP/s of the kernels on a dense product
#include "results/json.hpp"
#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/flush_to_zero.hpp"
#include "tensor/lstm/merge.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/recurrence.hpp"
#include "tensor/lstm/trained_lstm.hpp"
#include "tensor/lstm/weight_source.hpp"

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

/// HT on a balanced tree; W_h is dense.
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

constexpr std::uint64_t usual_rank = 6;

LayerFormat format_of(const Workload& work, std::uint64_t rank = usual_rank) {
  const DimensionTree tree = DimensionTree::balanced(work.modes.count());
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, rank);
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

void time_steps(const std::string& name, int steps, std::uint64_t rank) {
  const Workload work = workload(name);
  const Batches batches(work, 2);
  const FlushToZero flush;
  DecomposedLstm lstm(work.shape, format_of(work, rank), work.batch, kernels());
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

/// Appends to json["cores"] what the cores are.
void save_cores(const LstmWeights& weights, const ParameterLayout& layout,
                const std::string& folder, results::Json& json) {
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
}

void time_product(const std::string& name, int rounds, const std::string& folder) {
  const Workload work = workload(name);
  const Batches batches(work, 1);
  const FlushToZero flush;
  LayerFormat format = format_of(work);
  format.weight_bits = 25;  // as in an export
  DecomposedLstm lstm(work.shape, format, work.batch, kernels());
  lstm.initialise(1);
  const ParameterLayout& layout = lstm.layout();
  const LstmWeights weights = lstm_weights(layout, format, lstm.parameters());
  results::Json json;
  save_cores(weights, layout, folder, json);
  save(folder + "/inputs.f32", batches.values());
  AlignedFloats flat(layout.size);
  std::copy_n(lstm.parameters().data(), layout.size, flat.get());

  const auto source =
      make_weight_source(layout, format, work.shape.steps, work.batch, Executor::semi);
  Recurrence recurrence(layout, work.shape.steps, work.batch, false);
  std::vector<const float*> sequences;
  for (const auto& example : batches.at(0)) {
    sequences.push_back(example.values);
  }
  for (int round = -1; round < rounds; ++round) {
    const std::clock_t start = std::clock();
    source->merge(kernels(), flat.get());
    source->project_inputs(kernels(), recurrence, sequences);
    if (round >= 0) {
      std::printf("%.4f\n", 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
  }
  // [sequence][step][gate][unit]
  std::vector<float> products;
  const std::size_t hidden = work.shape.hidden;
  for (std::size_t row = 0; row < work.batch; ++row) {
    for (std::size_t t = 0; t < work.shape.steps; ++t) {
      for (std::size_t gate = 0; gate < 4; ++gate) {
        for (std::size_t unit = 0; unit < hidden; ++unit) {
          const std::size_t block = (t * layout.blocks + unit / lanes) * work.batch + row;
          products.push_back(recurrence.gates()[(block * 4 + gate) * lanes + unit % lanes]);
        }
      }
    }
  }
  std::ofstream(folder + "/training.json") << json.dump(1);
  save(folder + "/products.f32", products);
}

void time_gemm(std::size_t rows, std::size_t inner, std::size_t cols) {
  AlignedFloats a(rows * inner);
  AlignedFloats b(inner * cols);
  AlignedFloats c(rows * cols);
  RandomStream random(1, 1);
  for (AlignedFloats* side : {&a, &b}) {
    for (float& value : side->span()) {
      value = random.symmetric();
    }
  }
  const double work =
      2e-9 * static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(cols);
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const std::clock_t start = std::clock();
    int products = 0;
    for (; std::clock() - start < CLOCKS_PER_SEC / 25; ++products) {
      multiply(kernels(), rows, inner, cols, {a.get(), inner, 1}, b.get(), cols, c.get(), cols,
               false);
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best = std::max(best, work * products / seconds);
  }
  std::printf("%.1f\n", best);
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
  save_cores(weights, layout, folder, json);
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
      time_steps(words[1], words.size() > 2 ? std::stoi(words[2]) : 30,
                 words.size() > 3 ? std::stoul(words[3]) : usual_rank);
    } else if (words.size() == 3 && words[0] == "export") {
      export_training(words[1], words[2]);
    } else if (words.size() == 4 && words[0] == "product") {
      time_product(words[1], std::stoi(words[2]), words[3]);
    } else if (words.size() == 4 && words[0] == "gemm") {
      time_gemm(std::stoul(words[1]), std::stoul(words[2]), std::stoul(words[3]));
    } else {
      std::fputs(
          "trainer_steps time a|b|c [STEPS [RANK]] | export a|b|c FOLDER | product b|c ROUNDS "
          "FOLDER | "
          "gemm ROWS INNER COLS\n",
          stderr);
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
