package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a user's Java function over arrays that are safe to record on.
 *
 * <p>DJL's {@code x.mul(2)} wraps the number in a Java buffer that may be collected at once, while
 * LibTorch keeps its address for the way back: gradients would be wrong in silence. The function is
 * given arrays that look like DJL's, hand each call on, and put numbers, and whatever else is
 * created with their manager, into memory of LibTorch's own.
 */
public final class SafeArrays {
  private static final Set<String> READS =
      Set.of(
          "toByteBuffer",
          "getFloat",
          "getDouble",
          "getInt",
          "getLong",
          "getBoolean",
          "getByte",
          "getUint8");

  private SafeArrays() {}

  /**
   * Gives what a function of two arrays gives.
   *
   * @param name what errors call the function
   * @throws IllegalArgumentException if it gives none of what it computed from the two, or reads a
   *     value whose gradient would be lost
   */
  public static NDArray call(
      String name, BinaryOperator<NDArray> function, NDArray first, NDArray second) {
    Object result = function.apply(wrapped(name, first), wrapped(name, second));
    if (result == null
        || !Proxy.isProxyClass(result.getClass())
        || !(Proxy.getInvocationHandler(result) instanceof Handler)) {
      throw new IllegalArgumentException(
          "function %s: it gave %s, needed an array computed from the two that it was given. Try calls on them, such as first.sub(second)."
              .formatted(name, result == null ? "null" : "an array from elsewhere"));
    }
    return (NDArray) Objects.requireNonNull(raw(result));
  }

  private static NDArray wrapped(String name, NDArray array) {
    return (NDArray) proxy(name, array, NDArray.class);
  }

  private static Object proxy(String name, Object target, Class<?> type) {
    return Proxy.newProxyInstance(
        SafeArrays.class.getClassLoader(), new Class<?>[] {type}, new Handler(name, target));
  }

  /** Gives what a safe array stands for; anything else as it is. */
  private static @Nullable Object raw(@Nullable Object value) {
    if (value instanceof NDList list) {
      NDList plain = new NDList(list.size());
      list.forEach(each -> plain.add((NDArray) raw(each)));
      return plain;
    }
    if (value instanceof NDArray[] arrays) {
      return Arrays.stream(arrays).map(SafeArrays::raw).toArray(NDArray[]::new);
    }
    return value != null
            && Proxy.isProxyClass(value.getClass())
            && Proxy.getInvocationHandler(value) instanceof Handler handler
        ? handler.target
        : value;
  }

  /** Hands calls on. */
  private record Handler(String name, Object target) implements InvocationHandler {

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given)
        throws Throwable {
      Object[] arguments = given == null ? new Object[0] : given.clone();
      if (method.getName().equals("equals") && arguments.length == 1) {
        return target.equals(raw(arguments[0]));
      }
      if (target instanceof NDArray array) {
        refuseReading(array, method);
        // What these compute of, DJL wraps out of reach.
        if (method.getName().equals("cbrt")) {
          return ((NDArray) proxy).pow(1.0 / 3);
        }
        if (method.getName().equals("toDegrees")) {
          return ((NDArray) proxy).mul(180).div(Math.PI);
        }
        if (method.getName().equals("toRadians")) {
          return ((NDArray) proxy).mul(Math.PI).div(180);
        }
      }
      if (isDefault(method)) {
        return InvocationHandler.invokeDefault(proxy, method, arguments);
      }
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = raw(arguments[i]);
      }
      return wrappedResult(handedOn(method, arguments));
    }

    /** Says whether a method says in its interface alone what it does, which then is safe too. */
    private boolean isDefault(Method method) {
      try {
        return target instanceof NDArrayEx
            && method.isDefault()
            && target
                .getClass()
                .getMethod(method.getName(), method.getParameterTypes())
                .isDefault();
      } catch (NoSuchMethodException e) {
        return false;
      }
    }

    /** Refuses to give values to Java where the way back would end unseen. */
    private void refuseReading(NDArray array, Method method) {
      String called = method.getName();
      boolean reads =
          READS.contains(called) || (called.startsWith("to") && method.getReturnType().isArray());
      if (reads && Autograd.isRecorded(array)) {
        throw new IllegalArgumentException(
            "function %s: it calls %s() on a value that is trained, whose gradient would be lost. Try array operations alone, or stopGradient() before it."
                .formatted(name, called));
      }
    }

    private @Nullable Object handedOn(Method method, Object[] arguments) throws Throwable {
      Method called = method;
      NDArray number = null;
      if (arguments.length == 1 && arguments[0] instanceof Number value) {
        Method ofArrays = ofArrays(method);
        if (ofArrays != null) {
          called = ofArrays;
          number = owned(value);
          arguments[0] = number;
        }
      }
      try {
        return called.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      } finally {
        if (number != null) {
          number.close();
        }
      }
    }

    /** Gives the method of the same name that takes an array; null if there is none. */
    private static @Nullable Method ofArrays(Method method) {
      try {
        return method.getParameterTypes()[0] == Number.class
            ? method.getDeclaringClass().getMethod(method.getName(), NDArray.class)
            : null;
      } catch (NoSuchMethodException e) {
        return null;
      }
    }

    /** Gives a number as DJL types it: by its Java type, which LibTorch's rules then promote. */
    private NDArray owned(Number value) {
      NDArray like = target instanceof NDArrayEx ex ? ex.getArray() : (NDArray) target;
      DataType type =
          value instanceof Integer
              ? DataType.INT32
              : value instanceof Long
                  ? DataType.INT64
                  : value instanceof Double ? DataType.FLOAT64 : DataType.FLOAT32;
      return Torch.scalar(like.getManager(), type, value.doubleValue());
    }

    /** Gives a copy of what a manager made, which may lie in Java's memory. */
    private static NDArray owned(NDArray made) {
      NDArray copy = made.duplicate();
      made.close();
      return copy;
    }

    private @Nullable Object wrappedResult(@Nullable Object result) {
      if (result instanceof NDArray array) {
        return wrapped(name, target instanceof NDManager ? owned(array) : array);
      }
      if (result instanceof NDList list) {
        NDList safe = new NDList(list.size());
        list.forEach(each -> safe.add(wrapped(name, each)));
        return safe;
      }
      if (result instanceof NDArrayEx) {
        return proxy(name, result, NDArrayEx.class);
      }
      return result instanceof NDManager ? proxy(name, result, NDManager.class) : result;
    }
  }
}
