from . import (
    test_answer,
    test_folder,
    test_http,
    test_order_file,
    test_receive,
    test_rights,
    test_send,
)
