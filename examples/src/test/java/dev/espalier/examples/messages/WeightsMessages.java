package dev.espalier.examples.messages;

import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.Onnx;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

final class WeightsMessages implements Chapter {
  private static final List<String> FILES =
      List.of("notes.txt", "cut.safetensors", "cut.npz", "evil.pt", "module.pt", "model.onnx");
  private static final StateDict WEIGHTS =
      StateDict.of(Map.of("fc1.weight", TensorData.of(new float[6], 3, 2)));

  @Override
  public String title() {
    return "Weights";
  }

  @Override
  public List<Message> messages() {
    Path folder = folder();
    return List.of(
        new Message(
            "Writing weights to a file of no known format",
            () -> WEIGHTS.writeTo(Path.of("weights.h5"))),
        new Message(
            "`renamed(...)` of a module that is not there",
            () -> WEIGHTS.renamed(Map.of("fc2", "h1"))),
        new Message("`under(...)` of a module that is not there", () -> WEIGHTS.under("ema")),
        new Message(
            "Reading what is no file of weights",
            () -> StateDict.read(write(folder.resolve("notes.txt"), "these are no weights"))),
        new Message(
            "Reading a `.safetensors` file that is cut off",
            () -> StateDict.read(cut(WEIGHTS.writeTo(folder.resolve("cut.safetensors"))))),
        new Message(
            "Reading a `.npz` file that is cut off",
            () -> StateDict.read(cut(WEIGHTS.writeTo(folder.resolve("cut.npz"))))),
        new Message(
            "Reading a `.pt` file that runs a program when Python opens it",
            () -> StateDict.read(pickled(folder.resolve("evil.pt"), "cposix\nsystem\n"))),
        new Message(
            "Reading a `.pt` file of a whole module, saved by `torch.save(model, path)`",
            () ->
                StateDict.read(
                    pickled(
                        folder.resolve("module.pt"), "ctorch.nn.modules.container\nSequential\n"))),
        new Message(
            "Reading what is no ONNX file",
            () -> Onnx.read(write(folder.resolve("model.onnx"), "this is no network"))));
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("espalier-messages");
      // Deleted in the order of the last first.
      folder.toFile().deleteOnExit();
      FILES.forEach(name -> folder.resolve(name).toFile().deleteOnExit());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  private static Path cut(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(whole, whole.length - 7));
  }

  private static Path pickled(Path file, String pickle) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(pickle.getBytes(StandardCharsets.ISO_8859_1));
    }
    return file;
  }
}
