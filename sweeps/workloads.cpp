#include "sweeps/workloads.hpp"

#include <utility>

namespace paretree::sweeps {
namespace {

using Modes = std::vector<std::uint64_t>;

/// The end-to-end video networks: every frame is one input of 120 x 160 x 3 pixels.
NamedWorkload video(const char* name, std::uint64_t classes, const char* sentence,
                    const char* source, Modes in_input) {
  return {
      .shape = {.name = name,
                .layer = Layer::lstm,
                .inputs = 57600,
                .hidden = 256,
                .outputs = 0,
                .steps = 6,
                .batch = 1,
                .classes = classes},
      .sentence = sentence,
      .source = source,
      .status = "quoted",
      .in_input = std::move(in_input),
      .out_input = {4, 4, 4, 16},
      // 57600 + 256 = 57856 = 2^9 * 113 has no even factorisation: 57915 pads 59 columns (0.1 %).
      .in_full = {11, 13, 15, 27},
      .out_full = {4, 4, 4, 16}};
}

NamedWorkload fully_connected(const char* name, std::uint64_t inputs, const char* sentence,
                              Modes in_input) {
  return {.shape = {.name = name,
                    .layer = Layer::fc,
                    .inputs = inputs,
                    .hidden = 0,
                    .outputs = 4096,
                    .steps = 1,
                    .batch = 1,
                    .classes = 0},
          .sentence = sentence,
          .source =
              "github.com/miaoyin390/DNN-Compression-Tensor-ADMM (modes, there with inputs and "
              "outputs exchanged)",
          .status = "quoted",
          .in_input = std::move(in_input),
          .out_input = {4, 4, 4, 4, 4, 4},
          .in_full = {},
          .out_full = {}};
}

NamedWorkload fashion(const char* name, std::uint64_t inputs, std::uint64_t steps,
                      const char* sentence, Modes in_input, Modes in_full) {
  return {.shape = {.name = name,
                    .layer = Layer::lstm,
                    .inputs = inputs,
                    .hidden = 64,
                    .outputs = 0,
                    .steps = steps,
                    .batch = 1,
                    .classes = 10},
          .sentence = sentence,
          .source =
              "Xiao, Rasul, Vollgraf, Fashion-MNIST, arXiv:1708.07747: 28 x 28 pixels, 10 classes; "
              "hidden size and modes are this program's choice",
          .status = "derived",
          .in_input = std::move(in_input),
          .out_input = {4, 8, 8},
          .in_full = std::move(in_full),
          .out_full = {4, 8, 8}};
}

std::vector<NamedWorkload> make_workloads() {
  std::vector<NamedWorkload> all;
  all.push_back(
      {.shape = {.name = "char-ptb",
                 .layer = Layer::lstm,
                 .inputs = 50,
                 .hidden = 1000,
                 .outputs = 0,
                 .steps = 100,
                 .batch = 1,
                 .classes = 50,
                 .one_hot = true},
       .sentence = "Characters of the Penn Treebank, one-hot: 50 inputs, 1000 hidden, 100 steps.",
       .source = "github.com/arashardakani/Learning-Recurrent-Binary-Ternary-Weights, "
                 "PTB_Char/PTB.py (shape); the modes are this program's choice",
       .status = "quoted",
       .in_input = {2, 5, 5},
       .out_input = {10, 20, 20},
       .in_full = {7, 10, 15},  // 50 + 1000 = 1050 exactly
       .out_full = {10, 20, 20}});
  all.push_back(fashion("fashion-28x28", 28, 28,
                        "Fashion-MNIST read row by row: 28 steps of 28 pixels, 64 hidden.",
                        {2, 2, 7}, {4, 4, 6}));  // 28 + 64 = 92 = 4 * 23: 96 pads 4 columns
  all.push_back(fashion("fashion-7x112", 112, 7,
                        "Fashion-MNIST read four rows at a time: 7 steps of 112 pixels, 64 hidden.",
                        {4, 4, 7}, {4, 4, 11}));  // 112 + 64 = 176 exactly
  all.push_back(
      video("lstm-hmdb51", 51, "HMDB51 video frames, end to end: 57600 to 256, 51 classes.",
            "github.com/Tuyki/TT_RNN (shape, modes, classes); 6 steps as BT-RNN, "
            "arXiv:1712.05134; the gates enlarge the last mode here, the first one there; "
            "modes of scope full derived",
            {4, 20, 20, 36}));
  all.push_back(
      video("lstm-ucf11", 11, "UCF11 video frames, end to end: 57600 to 256, 11 classes.",
            "github.com/Tuyki/TT_RNN (shape, modes, classes); 6 steps as BT-RNN, "
            "arXiv:1712.05134; the gates enlarge the last mode here, the first one there; "
            "modes of scope full derived",
            {8, 20, 20, 18}));
  all.push_back(video(
      "lstm-youtube", 47, "Youtube Celebrities video frames, end to end: 57600 to 256, 47 classes.",
      "github.com/Tuyki/TT_RNN (shape, modes, classes); 6 steps as BT-RNN, "
      "arXiv:1712.05134; the gates enlarge the last mode here, the first one there; "
      "modes of scope full derived",
      {4, 20, 20, 36}));
  all.push_back(fully_connected("vgg-fc6", 25088,
                                "VGG-16's first fully connected layer: 25088 to 4096.",
                                {2, 7, 8, 8, 7, 4}));
  all.push_back(fully_connected(
      "vgg-fc7", 4096, "VGG-16's second fully connected layer: 4096 to 4096.", {4, 4, 4, 4, 4, 4}));
  return all;
}

}  // namespace

const std::vector<NamedWorkload>& named_workloads() {
  static const std::vector<NamedWorkload> all = make_workloads();
  return all;
}

}  // namespace paretree::sweeps
