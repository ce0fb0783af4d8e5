FROM node:24-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
# better-sqlite3 compiles against Node's headers. The image has them, so they need not be downloaded.
ENV npm_config_nodedir=/usr/local
WORKDIR /app
COPY package.json package-lock.json ./
# Only the native module needs its install script. The project's own scripts would find no sources yet.
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY tsconfig.json ./
COPY scripts/build.mjs ./scripts/
COPY src ./src
RUN node scripts/build.mjs --no-source-maps \
 && npm prune --omit=dev --ignore-scripts \
 # The sources of better-sqlite3 are nine tenths of its size.
 && cd node_modules/better-sqlite3 && rm -rf deps src \
 && find build -type f ! -name better_sqlite3.node -delete && find build -type d -empty -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="logagent" \
      org.opencontainers.image.description="Ships Docker's container logs to Elasticsearch: nothing lost, nothing doubled." \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir -m 0700 /var/lib/logagent
# One arena: otherwise glibc keeps memory that a thread has freed for that thread alone. At full speed it takes 110 MiB instead of
# 127, and the same CPU time.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    LOGAGENT_STATE_DIR=/var/lib/logagent \
    LOGAGENT_LISTEN=0.0.0.0:9600
EXPOSE 9600
# Docker's folders belong to root, with mode 0710. As their owner, uid 0 reads them without any capability. Another user would
# need a file capability, which no-new-privileges forbids.
# To be run with --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges.
USER 0:0
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/app/dist/cli.js", "health"]
# Otherwise the signal SIGUSR1 opens Node's debugger, until the program has a listener of its own.
ENTRYPOINT ["node", "--disable-sigusr1", "/app/dist/cli.js"]
