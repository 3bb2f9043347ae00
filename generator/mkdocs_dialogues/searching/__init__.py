"""The index that readers search, made with Pagefind when a site is built: https://pagefind.app/"""
