package dev.espalier.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The formats of weights: read by what a file holds, written by what it is called. */
enum WeightsFormat {
  SAFETENSORS,
  NPZ,
  NPY,
  TORCH;

  private static final String KNOWN = ".safetensors, .npz, .npy, .pt, .pth";
  private static final int ZIP = 0x04034b50;
  private static final String READABLE =
      "a safetensors file, arrays of numpy, or a state dict that torch.save has written";

  /** Finds the format of a file to write. */
  static WeightsFormat toWrite(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "safetensors" -> SAFETENSORS;
      case "npz" -> NPZ;
      case "npy" -> NPY;
      case "pt", "pth" -> TORCH;
      default ->
          throw WeightsException.of(
              WeightsFile.subject(path),
              "name",
              "it ends with none of the formats that are written, " + KNOWN,
              "weights.safetensors, or weights.pt for PyTorch");
    };
  }

  void write(Map<String, TensorData> tensors, OutputStream out) throws IOException {
    switch (this) {
      case SAFETENSORS -> SafeTensors.write(tensors, out);
      case NPZ -> Npz.write(tensors, out);
      case TORCH -> TorchFile.write(tensors, out);
      case NPY -> {
        TensorData only = tensors.values().iterator().next();
        WholeFile.copy(Npy.header(only), out);
        WholeFile.copy(only.bytes(), out);
      }
    }
  }

  /** Reads a file of any of the formats. */
  static Map<String, TensorData> read(Path path) {
    try (WeightsFile file = WeightsFile.open(path)) {
      ByteBuffer start = file.bytes(0, Math.min(file.size(), 16), "beginning");
      if (start.remaining() >= Integer.BYTES && start.getInt(0) == ZIP) {
        return readZip(path, file);
      }
      if (Npy.begins(start)) {
        ByteBuffer whole = file.bytes(0, file.size(), "array");
        return Map.of(stem(path), Npy.read(whole, file, "array"));
      }
      if (TorchFile.isOld(start)) {
        return TorchFile.readOld(file);
      }
      if (start.remaining() > Long.BYTES && start.get(Long.BYTES) == '{') {
        return SafeTensors.read(file);
      }
      throw file.refused("beginning", "it is of no format that is read here", READABLE);
    }
  }

  private static Map<String, TensorData> readZip(Path path, WeightsFile file) {
    try (ZipParts zip = ZipParts.open(path, file)) {
      if (TorchFile.isIn(zip)) {
        return TorchFile.read(zip, file);
      }
      if (Npz.isIn(zip)) {
        return Npz.read(zip, file);
      }
      throw file.refused("zip", "it holds neither a state dict nor arrays of numpy", READABLE);
    }
  }

  /** Gives the name of a file's only tensor. */
  private static String stem(Path path) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
