#include "dse/core/user_sequences.hpp"

#include "tensor/io/npy_sequences.hpp"
#include "tensor/io/text_sequences.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace paretree::dse {

namespace {

using hwmodel::Configuration;
using hwmodel::Parameter;

std::string choice(const Configuration& parameters, const char* name) {
  return parameters.has(name) ? parameters.choice(name) : std::string();
}

/// A file in the folder that is named beside it.
std::string file_of(const Configuration& parameters, const char* name, const char* what) {
  const std::string written = choice(parameters, name);
  if (written.empty()) {
    throw std::invalid_argument(
        fmt::format("dataset {} needs `{}:`, {}", parameters.choice("dataset"), name, what));
  }
  return (std::filesystem::path(choice(parameters, "folder")) / written).string();
}

void require_shape(const tensor::LabelledSequences& sequences, const sweeps::Workload& workload,
                   const std::string& file) {
  if (sequences.steps() != workload.steps || sequences.inputs() != workload.inputs ||
      sequences.classes() != workload.classes) {
    throw std::invalid_argument(fmt::format(
        "{} gives sequences of {} steps x {} values and {} classes; the workload has {} steps x {} "
        "values and {} classes",
        file, sequences.steps(), sequences.inputs(), sequences.classes(), workload.steps,
        workload.inputs, workload.classes));
  }
}

}  // namespace

bool is_text(const Configuration& parameters) {
  return choice(parameters, "dataset") == "text";
}

std::string dataset_name(const Configuration& parameters) {
  const std::string set = parameters.choice("dataset");
  return set == "text" || set == "npy"
             ? set + ":" + choice(parameters, set == "text" ? "file" : "sequences")
             : set;
}

std::vector<Parameter> user_file_parameters() {
  const auto text = [](const char* name, const char* sentence) {
    return Parameter{name, Parameter::Type::text, std::string(), 0, 0, {}, sentence};
  };
  return {text("sequences",
               "npy: a file of extents (sequences, steps, inputs), in `folder`; the first 70 % "
               "train, the next 15 % validate, the last 15 % test."),
          text("labels", "npy: a file of as many whole numbers from 0, in `folder`."),
          text("file",
               "text: a file of characters, in `folder`; a sequence is `steps` of them, each one "
               "of `input` symbols, and its label the next; errors are bits per character.")};
}

std::unique_ptr<const tensor::LabelledSequences> user_sequences(const Configuration& parameters,
                                                                const sweeps::Workload& workload) {
  const std::string set = parameters.choice("dataset");
  std::unique_ptr<const tensor::LabelledSequences> sequences;
  std::string file;
  try {
    if (set == "text") {
      file = file_of(parameters, "file", "the text to learn");
      sequences = std::make_unique<tensor::TextSequences>(file, workload.steps);
    } else if (set == "npy") {
      file = file_of(parameters, "sequences", "a .npy file");
      sequences = std::make_unique<tensor::SequenceSet>(
          tensor::npy_sequences(file, file_of(parameters, "labels", "a .npy file")));
    } else {
      return nullptr;
    }
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(error.what());  // a wrong name in the sweep
  }
  require_shape(*sequences, workload, file);
  return sequences;
}

}  // namespace paretree::dse
