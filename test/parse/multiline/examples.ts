/** What programs print, each text one event; read in the order in which it stands here, with ordinary lines between them. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  'Java behind a log line, with a cause': `2026-08-06 14:00:00 ERROR Payment failed
java.lang.IllegalStateException: boom
\tat a.b.C.d(C.java:12)
Caused by: java.io.IOException: x
\t... 12 more`,
  'Java, suppressed and nested': `Exception in thread "main" com.example.shop.OrderException: order 4711
\tat com.example.shop.Orders.store(Orders.java:42)
\tat com.example.shop.Orders$$Lambda/0x00007f.run(Unknown Source)
\tat java.base/java.lang.Thread.run(Thread.java:1583)
\tSuppressed: java.io.IOException: close failed
\t\tat com.example.shop.Stock.close(Stock.java:17)
\t\t... 2 more
\tCaused by: java.lang.NullPointerException
\t\tat com.example.shop.Stock.take(Stock.java:9)
\t\t... 3 common frames omitted
Caused by: java.sql.SQLException: deadlock
\tat org.postgresql.Driver.connect(Driver.java:285)
\t... 5 more`,
  'Java without a message': `java.lang.OutOfMemoryError
\tat Main.main(Main.java:3)`,
  'Java, Spring Boot': `2024-06-10T06:13:20.123+02:00 ERROR 17 --- [shop] [nio-8080-exec-1] c.e.Orders                 : no stock
java.lang.RuntimeException: no stock
\tat com.example.Orders.take(Orders.java:5) ~[shop.jar:1.0]`,
  'Python, chained': `2024-06-10 06:13:20,123 - shop.orders - ERROR - order failed
Traceback (most recent call last):
  File "/app/shop.py", line 10, in take
    return stock[key]
           ~~~~~^^^^^
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/shop.py", line 20, in <module>
    take('x')
  [Previous line repeated 3 more times]
shop.errors.NoStock: x`,
  'Python, with a direct cause': `Traceback (most recent call last):
  File "a.py", line 2, in f
    1 / 0
ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 6, in <module>
    f()
KeyboardInterrupt`,
  'Go, a panic with goroutines': `panic: runtime error: invalid memory address or nil pointer dereference [recovered]
\tpanic: again
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47a1c0]

goroutine 1 [running]:
main.(*Shop).Take(0x0, {0xc000012345, 0x3})
\t/app/main.go:12 +0x1d
main.main()
\t/app/main.go:5 +0x2f

goroutine 18 [chan receive, 2 minutes]:
net/http.(*Server).Serve(0xc0001, {0x7f, 0xc2})
\t/usr/local/go/src/net/http/server.go:3056 +0x364
created by main.main in goroutine 1
\t/app/main.go:4 +0x19
exit status 2`,
  'Go, a deadlock': `fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive]:
main.main()
\t/app/main.go:4 +0x25`,
  'Node.js, uncaught': `/app/server.js:10
    throw new Error('boom');
    ^

Error: boom
    at take (/app/server.js:10:11)
    at node:internal/main/run_main_module:23:47 {
  code: 'ERR_STOCK',
  [cause]: TypeError: inner
      at Object.<anonymous> (/app/server.js:3:5)
}

Node.js v20.11.0`,
  'Node.js, logged': `TypeError: Cannot read properties of undefined (reading 'id')
    at take (file:///app/server.mjs:7:3)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`,
  'Node.js, with a code': `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'
    at packageResolve (node:internal/modules/esm/resolve:854:9)`,
  '.NET': `Unhandled exception. System.InvalidOperationException: boom
 ---> System.IO.IOException: inner
   at Shop.Stock.Take() in /src/Stock.cs:line 3
   --- End of inner exception stack trace ---
   at Shop.Program.Main(String[] args) in /src/Program.cs:line 12
--- End of stack trace from previous location ---
   at Shop.Program.<Main>(String[] args)`,
  '.NET, console': `fail: Shop.Orders[0]
      An order failed
      System.InvalidOperationException: boom
         at Shop.Program.Main(String[] args)`,
  Ruby: `app.rb:2:in 'Object#take': boom (RuntimeError)
\tfrom app.rb:6:in 'Object#run'
\tfrom app.rb:9:in '<main>'
app.rb:1:in 'Object#find': inner (KeyError)
\tfrom app.rb:2:in 'Object#take'`,
  PHP: `PHP Fatal error:  Uncaught RuntimeException: boom in /app/a.php:3
Stack trace:
#0 /app/a.php(7): take()
#1 {main}

Next LogicException: outer in /app/a.php:9
Stack trace:
#0 {main}
  thrown in /app/a.php on line 9`,
  Rust: `thread 'main' panicked at src/main.rs:2:5:
assertion \`left == right\` failed
  left: 1
 right: 2
stack backtrace:
   0: rust_begin_unwind
             at /rustc/07dca489/library/std/src/panicking.rs:645:5
   1: shop::main
             at ./src/main.rs:2:5
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`,
  PostgreSQL: `2024-06-10 06:13:20.123 UTC [35] shop@orders ERROR:  relation "stock" does not exist at character 15
2024-06-10 06:13:20.123 UTC [35] shop@orders DETAIL:  none
2024-06-10 06:13:20.123 UTC [35] shop@orders STATEMENT:  select *
\tfrom stock
\twhere id = 1`,
};

/** Lines that no trace goes on with, and that are whole by themselves or are followed by none that belongs to them. */
export const ORDINARY = [
  'order 4711 stored',
  '2024-06-10 06:13:20,123 INFO  [worker-7] com.example.Orders - order 4711 stored',
  '{"level":"error","msg":"no stock"}',
  '203.0.113.9 - - [10/Jun/2024:06:13:20 +0000] "GET /error HTTP/1.1" 500 12 "-" "curl"',
  'Connection refused',
  '2024-06-10 06:13:20.123 UTC [36] shop@orders LOG:  connection received',
  'time="2024-06-10T06:13:20Z" level=error msg="no stock"',
];
